# Two streams that are one: what happens to one half, happens to the other. Put before the scripts that need it; Python 3.9+, without any package.
import asyncio
import os
import signal
import socket
import struct
import sys

ABORT = struct.pack('ii', 1, 0)


def reset(writer):
    sock = writer.get_extra_info('socket')
    if sock is not None and sock.family == socket.AF_INET:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
    writer.transport.abort()


async def pump(reader, writer):
    while True:
        data = await reader.read(65536)
        if not data:
            break
        writer.write(data)
        await writer.drain()
    if writer.can_write_eof():
        writer.write_eof()


async def join(opening, reader, writer):
    try:
        other_reader, other_writer = await opening
    except OSError:
        reset(writer)
        return
    try:
        await asyncio.gather(pump(reader, other_writer), pump(other_reader, writer))
    except OSError:
        reset(writer)
        reset(other_writer)
    else:
        writer.close()
        other_writer.close()


def reap():
    # Whatever loses its parent in here becomes a child of this process.
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def until_told():
    """An event for the end: PID 1 has no default for a signal."""
    loop = asyncio.get_running_loop()
    over = asyncio.Event()
    loop.add_signal_handler(signal.SIGCHLD, reap)
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, over.set)
    return over
