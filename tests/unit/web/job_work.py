"""Work that a job does, in a module of its own so that a new process finds it."""

import os
import time


def count(tell, *, to):
    for number in range(to):
        tell(number, to, "counting")
    return {"sum": sum(range(to)), "process": os.getpid()}


def sleep(tell, *, seconds):
    tell(1, 2, "sleeping")
    time.sleep(seconds)


def fail(tell, *, why):
    raise ValueError(why)


def die(tell):
    os._exit(9)


def answer_out_of_order(pipe):
    """Answer each request of a page after the next one has come, and then the last one."""
    from whowhom.web.quick import Answer

    first, second = pipe.recv(), pipe.recv()
    for asked in (first, second, first):
        pipe.send((asked.page, Answer(number=asked.number, runs=40 * asked.number)))
    pipe.recv()
    raise SystemExit(3)
