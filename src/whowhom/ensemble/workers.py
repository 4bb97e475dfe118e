"""Tasks done in threads, their results taken in order, with a bounded number of them waiting."""

from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TypeVar

__all__ = ["in_order"]

Done = TypeVar("Done")

_TICK = 0.5  # seconds between two looks at the clock and at Ctrl-C


def in_order(
    task: Callable[[int], Done],
    n_tasks: int,
    *,
    threads: int,
    is_stopping: Callable[[], bool],
    tick: Callable[[], None],
) -> Generator[Done, None, None]:
    """Yield the results of ``task(0), task(1), ...`` in this order.

    Parameters
    ----------
    task : callable
        Done in one of the threads.
    n_tasks : int
        How many.
    threads : int
        How many are done at once; at most twice as many are begun ahead of the one that is
        waited for, which bounds the memory.
    is_stopping : callable
        Once it says so, the tasks under way are finished and no other is begun.
    tick : callable
        Called about twice a second while a result is waited for.
    """
    pool = ThreadPoolExecutor(threads, thread_name_prefix="whowhom")
    waiting: deque[Future[Done]] = deque()

    def drop_if_stopping() -> None:
        if is_stopping():
            for future in waiting:
                future.cancel()  # does nothing to one that has begun

    def first_done() -> Done:
        future = waiting.popleft()
        while not wait([future], timeout=_TICK).done:  # some systems deliver Ctrl-C only then
            tick()
            drop_if_stopping()
        return future.result()

    try:
        for number in range(n_tasks):
            if is_stopping():
                break
            waiting.append(pool.submit(task, number))
            if len(waiting) >= 2 * threads:
                yield first_done()
        while waiting:
            drop_if_stopping()
            if waiting[0].cancelled():
                waiting.popleft()
            else:
                yield first_done()
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)  # whoever stops us does not want to wait
        raise
    pool.shutdown()
