"""What the area `engine` asks: seeded prompts of a known number of tokens, and a lease to quote.

Each word of the lists is one token of SmolLM2 behind a space, and one of MiniLM, so a text's words and points are its
tokens. Each text begins with a number that no other has: no server knows its beginning from an earlier request.
"""

import itertools
import random

WHO = "teacher farmer doctor driver captain engineer lawyer student painter writer baker singer worker judge".split()
DID = "saw found heard opened carried painted wrote measured counted followed left visited built moved cleaned".split()
HOW = "old new small large quiet dark bright cold warm green blue red white narrow wide heavy light short".split()
WHAT = "house river bridge letter window garden road field boat table stone wall tree door book lamp train".split()
WHERE = "village forest valley station harbour island city school church mill farm lake shore hill camp port".split()
WHEN = "morning evening winter summer spring autumn night week month year".split()

# Said, so that it does not depend on a template what stands there when it is not.
SYSTEM = {"role": "system", "content": "You write."}

LEASE = """Between {who} of {where} and the Vale Mill Company. The tenant rents the ground floor of the mill, with the \
yard and the two sheds behind it. The rent is {rent} crowns a month and is due on the third working day. The tenant \
pays for water, heating and the cleaning of the stairs. The landlord keeps the roof, the walls and the windows in \
repair. Either side may end the lease with a notice of six months to the end of a quarter. The notice must be in \
writing and signed. The tenant may not let the rooms to others without the landlord's consent. A deposit of two \
months' rent is paid before the keys are handed over. It is returned within thirty days after the rooms were \
given back in good order. The yard may be used for two cars and one trailer. \
Goods that may burn are kept in the iron shed only."""

numbers = itertools.count(100_000)


def mark():
    """A beginning that no other text of this run has; always the same number of tokens."""
    return f"Text {next(numbers)}."


def words(count, seed):
    """Sentences of `count` tokens."""
    random_ = random.Random(seed)
    found = []
    while len(found) < count:
        pick = random_.choice
        found += ["The", pick(HOW), pick(WHO), pick(DID), "the", pick(HOW), pick(WHAT), "near", "the", pick(WHERE),
                  "in", "the", pick(WHEN), "."]
    return " ".join(found[:count]).replace(" .", ".")


def story(tokens, seed, last="Tell a very long story about it."):
    """A user's message of so many tokens, 20 or more, that has a long answer. What a template adds is not counted."""
    return f"{mark()} {words(max(tokens - 18, 0), seed)} {last}"


def lease(seed):
    random_ = random.Random(seed)
    return LEASE.format(
        who=f"{random_.choice(('Anna', 'Marta', 'Peter', 'Jonas'))} {random_.choice(('Berger', 'Lind', 'Moser'))}",
        where=random_.choice(("Tarn", "Vale", "Ostby", "Lund")), rent=random_.randrange(410, 990, 10))


def about(text, order):
    """The messages of a task on a text. The mark stands where it keeps no small model from quoting."""
    return [{"role": "system", "content": mark()}, {"role": "user", "content": f"Lease:\n\n{text}\n\n{order}"}]


def chat(content, tokens, **more):
    """The body of a streamed chat request, greedy. `content` is the user's message, or all messages."""
    messages = content if isinstance(content, list) else [SYSTEM, {"role": "user", "content": content}]
    return {"model": "default", "messages": messages, "max_tokens": tokens, "temperature": 0, "stream": True,
            "stream_options": {"include_usage": True}, **more}


def long_chat(content, tokens, **more):
    """The same, with an answer that is so long, whatever the model would say."""
    return chat(content, tokens, ignore_eos=True, **more)
