#!/usr/bin/env python3
"""What Snowball's own program makes of words, for the tests of our stemmers.

    compare.py words FOLDER     writes FOLDER/LANGUAGE.txt, a word and its stem a line: Debian's word lists, the words of
                                this checkout's texts, and words made of roots and endings
    compare.py samples          prints Tests/KapellLexicalTests/StemSamples.swift: some of the made words
"""

import itertools
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import textwrap

import snowballstemmer

ROOT = pathlib.Path(__file__).resolve().parents[2]
LANGUAGES = {  # code: (Snowball's name, Debian's package, its list)
    "en": ("english", "wamerican", "american-english"),
    "de": ("german", "wngerman", "ngerman"),
    "fr": ("french", "wfrench", "french"),
    "es": ("spanish", "wspanish", "spanish"),
}
TEXTS = ["README.md", "CONTRIBUTING.md", "Documentation", "Examples", "Sources", "/usr/share/common-licenses"]
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*'?")
LONGEST = 64  # longer ones are rows of letters, with more kinds of them than ours stems
# Written for these tests: pieces that meet the rules of each algorithm, and some that only look so.
ROOTS = {
    "en": "a y by sky toy enjoy past arsen commun emerg gener inter later organ univers exc proc succ even cann inn "
          "earr herr out hop hopp fall fizz tan add egg odd ab off be ow str bl iz at conflat troubl siz relat digit "
          "analog log lov dy ty ly die skis atlas news howe café naï young youth dog' o'c 'til",
    "de": "haus häus mäus bau frei boes böse treu quell abent system syst erkenntnis verständnis kenntnis plan tick "
          "geordn intern tr straß maß groß fuß neuig mög glück einsam freund schön verschön aufeinanderfolg yacht "
          "auyer ueber aeu oe que na is us œr",
    "fr": "chev journ bij cail fabric continu majestu créat organis activ sens nerv quest appel jett tapiss colon "
          "parl niais taper fin atten naï maï haï joy pay roy l'eau qu'il j'aim œuvr cœur aigu guér épel pauv mal "
          "essay bouill enn onn ver avoué contex ni",
    "es": "corr nac habit rapid activ leg sent cre dá dir há conf arg averig amig ling segu pagu cig pingü oí caí ley "
          "hu constru dese canc ción abil log anten ment os ar y año mañ œn",
}
ENDINGS = {
    "en": "s es ies ied sses us ss 's 's' ' ed edly ing ingly eed eedly ying y ly ational tional enci anci abli entli "
          "izer ization ation ator alism aliti alli fulness fulli ousli ousness iveness iviti biliti bli ogi ogist "
          "lessli li alize icate iciti ical ful ness ative ance ence able ible ant ement ment ent ism ate iti ous ive "
          "ize ion sion tion al er ic e ll le el",
    "de": "em er ern erin erinnen e en es s ln lns est st et end ung ig eig ik isch lich heit keit igkeit lichkeit "
          "ungen isten nisse nissen sten eten tet ' 's 'sch ß ssen uen yen ae oeu ue",
    "fr": "iqUe ance able isme iste eux ances ables ismes istes atrice ateur ation atrices ateurs ations logie logies "
          "usion ution usions utions ence ences ement ements ivement eusement iquement ablement ièrement ité ités "
          "abilité icité ivité ive if ives ifs ative atif icatif eaux aux oux euse euses issement issements amment "
          "emment ment ments îmes ît îtes i ie ies ir ira irai iraIent is issa issant isse issons it ions é ée ées és "
          "èrent er era erai eraient erait erez erons eront ez iez âmes ât âtes a ai aient ais ait ant ante as assions "
          "asse aise aises e es s ions tion sion ier ière ë ell ett enn onn h y ç",
    "es": "me se sela selo la le lo las les los nos iéndome ándolo árselo érlo írse yendo anza ico ica ismo able ible "
          "ista oso amiento imiento adora ador ación ucion ante ancia logía logías ución uciones encia encias amente "
          "ivamente icamente mente ablemente idad idades abilidad ividad iva ivo ivas ativo ya ye yan yen yeron yendo "
          "yó yas yes yais yamos en es éis emos guen guemos aba ada ida ía ara iera ad ed id ase iese aste iste an "
          "aban aron ado ido ando iendo ar er ir as abas adas íamos aríamos iremos ió ís áis os a o á í ó e é gué",
}


def stems(language, words):
    return zip(words, snowballstemmer.stemmer(LANGUAGES[language][0]).stemWords(words))


def made(language):
    """Each root with each ending, and with many pairs of endings."""
    roots, endings = ROOTS[language].split(), [""] + ENDINGS[language].lower().split()
    pairs = ["".join(parts) for parts in itertools.product(roots, endings, endings)]
    return {root + ending for root in roots for ending in endings} | set(random.Random(language).sample(pairs, 50_000))


def listed(language):
    _, package, name = LANGUAGES[language]
    with tempfile.TemporaryDirectory(prefix="kapell-words-") as folder:
        subprocess.run(["apt-get", "-q", "download", package], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        file = next(pathlib.Path(folder).glob("*.deb"))
        subprocess.run(["dpkg-deb", "-x", file, f"{folder}/root"], check=True)
        text = pathlib.Path(folder, "root/usr/share/dict", name).read_text(encoding="utf-8", errors="replace")
    return set(text.lower().split("\n"))


def written():
    words = set()
    for place in TEXTS:
        path = ROOT / place
        for file in [path] if path.is_file() else path.rglob("*"):
            if file.is_file():
                words.update(WORD.findall(file.read_text(encoding="utf-8", errors="ignore").lower()))
    return words


def write(folder):
    texts = written()
    for language in LANGUAGES:
        words = sorted(
            word for word in texts | listed(language) | made(language) if len(word) <= LONGEST and WORD.fullmatch(word))
        with open(pathlib.Path(folder, language + ".txt"), "w", encoding="utf-8") as file:
            for word, stem in stems(language, words):
                file.write(f"{word} {stem}\n")
        print(f"{language}: {len(words)} words")


def samples():
    print("import KapellLexical\n\n/// Words and their stems as Snowball's own program makes them. Written by "
          "`Tests/Stemmers/compare.py samples`.\nenum StemSamples {")
    print("    static func text(of language: LexicalLanguage) -> String {\n        switch language {")
    print('        case .none: ""')
    for language, (name, _, _) in LANGUAGES.items():
        print(f"        case .{name}: {name}")
    print("        }\n    }")
    for language, (name, _, _) in LANGUAGES.items():
        words = random.Random(language).sample(sorted(made(language)), 150)
        print(f'\n    private static let {name} = """')
        pairs = " ".join(f"{word}={stem}" for word, stem in stems(language, sorted(words)))
        for line in textwrap.wrap(pairs, 110, break_long_words=False, break_on_hyphens=False):
            print(f"        {line}")
        print('        """')
    print("}")


if sys.argv[1:] == ["samples"]:
    samples()
elif len(sys.argv) == 3 and sys.argv[1] == "words":
    write(sys.argv[2])
else:
    sys.exit(__doc__)
