"""How long the engine goes on when its client has gone: seen from outside, by the processor time of its threads.

The model is computed on two threads. When a computation is over, ggml lets one of them go round for about 150 ms
more, in case there is another. So the engine computes while two of its threads run, and what counts is the
second busiest. The system updates these times every few milliseconds, so they are compared over
10 ms. A figure can be up to 8 ms too high.
"""

import math
import random
import sys
import time

import engine_texts
from engine_client import Exchange, Load
from engine_servers import thread_times
from harness import Failed

TRIES = 50
STEP, SPAN = 0.002, 0.010  # a look each 2 ms; the server is busy when a second thread ran a quarter of the last 10 ms
REST, LIMIT = 0.15, 30.0  # so long without a busy moment, and it has stopped


def measure_stops(area, wanted, server):
    for row_id, what, bar, begin in (("engine.cancel", "writing", 100, writing),
                                     ("engine.cancel.read", "reading a prompt", 200, reading)):
        if row_id not in wanted:
            continue
        tries = []
        for number in range(TRIES):
            tries.append(stop_after(server, begin, random.Random(f"{row_id} {number}")) * 1000)
            if number % 10 == 9:
                print(f"  {row_id:<18} {number + 1}/{TRIES}: at most {max(tries):.1f} ms", file=sys.stderr)
        worst = sorted(tries)[math.ceil(0.99 * TRIES) - 1]
        area.report(row_id, f"ms until it has stopped after its client went, {what}, p99 of {TRIES}", bar,
                    round(worst, 1), None)
        area.samples[row_id] = {"ours": tries, "peer": []}


def stop_after(server, begin, random_):
    """Seconds from the client's going to the last moment at which the server computed."""
    wait_for_rest(server)
    load, seen = Load(), looks(server)
    try:
        exchange = begin(server, load, random_)
        see_busy(server, seen)
        load.drop(exchange)
        return busy_until(server, seen, exchange.ended) - exchange.ended
    finally:
        load.close()


def writing(server, load, random_):
    """A long answer, left between its 5th and its 60th frame."""
    exchange = load.add(Exchange(server, engine_texts.long_chat(engine_texts.story(40, random_.random()), 1_500)))
    aim = random_.randint(5, 60)
    while len(exchange.arrivals() if len(exchange.pieces) > 1 else ()) < aim:
        step(server, load, exchange)
    return exchange


def reading(server, load, random_):
    """A prompt of about 1,900 tokens, left a while after it was sent and before its first token."""
    exchange = load.add(Exchange(server, engine_texts.long_chat(engine_texts.story(1_900, random_.random()), 32)))
    leave = exchange.began + random_.uniform(0.1, 1.0)
    while (left := leave - time.perf_counter()) > 0:
        step(server, load, exchange, left)
    if exchange.arrivals():
        raise Failed("the prompt was read before its client could go; this machine needs a longer one")
    return exchange


def step(server, load, exchange, seconds=1.0):
    if load.step(seconds):
        raise Failed(f"the answer was over before its client could go: {exchange.data[-300:]!r}\n{server.log()}")
    if time.perf_counter() - exchange.began > LIMIT * 4:
        raise Failed(f"{server.name} does not answer\n{server.log()}")


def looks(server):
    """Each 2 ms: the time, and whether the server computed within the 10 ms before."""
    seen = []
    while True:
        seen = [*seen[-20:], (time.perf_counter(), thread_times(server.pid))]
        now, times = seen[-1]
        earlier = next((look for look in reversed(seen) if now - look[0] >= SPAN), None)
        if earlier:
            ran = sorted(spent - earlier[1].get(thread, 0) for thread, spent in times.items())
            yield now, len(ran) > 1 and ran[-2] > 0.25 * (now - earlier[0])
        time.sleep(STEP)


def see_busy(server, seen):
    """What cannot be seen to compute could not be seen to stop."""
    began = time.perf_counter()
    for now, busy in seen:
        if busy:
            return
        if now - began > 1:
            raise Failed(f"{server.name} was asked, and no two of its threads are seen to compute\n{server.log()}")


def busy_until(server, seen, since):
    last = since
    for now, busy in seen:
        if busy:
            last = now
        if now - last > REST:
            return last
        if now - since > LIMIT:
            raise Failed(f"{server.name} still computes {LIMIT:g} s after its client went\n{server.log()}")


def wait_for_rest(server):
    busy_until(server, looks(server), time.perf_counter())
