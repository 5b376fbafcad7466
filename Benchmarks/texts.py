"""Texts of a known length, always the same: cut from the licences that Debian's base-files carries."""

import pathlib

SOURCE = pathlib.Path("/usr/share/common-licenses")


def chunks(count_tokens, number=200, shortest=200, longest=250):
    """`number` texts of `shortest` to `longest` tokens. `count_tokens(word)` counts one word's tokens.

    A word-piece tokenizer cuts at white space first, so the tokens of a text are those of its words.
    """
    words = []
    for path in sorted(SOURCE.iterdir()):
        if path.is_file() and not path.is_symlink():
            words += path.read_text(encoding="utf-8", errors="replace").split()
    costs = {}
    texts, start, shift = [], 0, 0
    while len(texts) < number:
        aim = shortest + (len(texts) * 37) % (longest - shortest + 1)
        chosen, total = [], 0
        while start < len(words):
            word = words[start]
            if word not in costs:
                costs[word] = count_tokens(word)
            if total + costs[word] > aim:
                break
            total += costs[word]
            chosen.append(word)
            start += 1
        if total >= shortest:
            texts.append(" ".join(chosen))
        elif start < len(words):
            start += 1  # one word that costs more than what is left
        else:  # a second pass, shifted, so that no text comes twice
            shift += 97
            if shift >= len(words):
                raise ValueError(f"{SOURCE} holds too little text for {number} texts")
            start = shift
    return texts
