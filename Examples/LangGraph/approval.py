"""A LangGraph graph that waits for a person, with its state in Kapell: the process that asks and the one that goes on need
not be the same.

    kapell serve &
    PYTHONPATH=Clients/python python3 Examples/LangGraph/approval.py offer-12 "A discount of 40 percent"
    PYTHONPATH=Clients/python python3 Examples/LangGraph/approval.py offer-12 --answer yes

It needs `langgraph` from PyPI. `KAPELL_URL` names another server than http://127.0.0.1:7272.
"""

import sys
from typing import TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt

from kapell_langgraph import KapellSaver


class Offer(TypedDict):
    text: str
    draft: str
    outcome: str


def write(offer: Offer):
    print("writing the draft")
    return {"draft": f"We offer: {offer['text']}."}


def ask(offer: Offer):
    answer = interrupt({"question": "Send it?", "draft": offer["draft"]})
    return {"outcome": "sent" if answer == "yes" else "withdrawn"}


builder = StateGraph(Offer)
builder.add_node("write", write)
builder.add_node("ask", ask)
builder.add_edge(START, "write")
builder.add_edge("write", "ask")
builder.add_edge("ask", END)

thread, *rest = sys.argv[1:]
config = {"configurable": {"thread_id": thread}}
with KapellSaver() as saver:
    graph = builder.compile(checkpointer=saver)
    if rest[0] == "--answer":
        print(graph.invoke(Command(resume=rest[1]), config)["outcome"])
    else:
        graph.invoke({"text": rest[0]}, config, durability="sync")
        print(graph.get_state(config).interrupts[0].value["question"])
