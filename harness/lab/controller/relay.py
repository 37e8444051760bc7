# PID 1 of the controller's double once that stands. Its network has a loopback and nothing else; on that, the ports of our links answer
# as they do on the machine, by the sockets that the harness listens on. Python 3.9+, without any package.
# usage: relay FOLDER-OF-SOCKETS READY-FILE PORT…
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


async def join(path, reader, writer):
    try:
        other_reader, other_writer = await asyncio.open_unix_connection(path)
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


async def main(folder, ready, ports):
    loop = asyncio.get_running_loop()
    over = asyncio.Event()
    loop.add_signal_handler(signal.SIGCHLD, reap)
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, over.set)
    servers = []
    for port in ports:
        path = os.path.join(folder, port + '.sock')
        servers.append(await asyncio.start_server(lambda reader, writer, path=path: join(path, reader, writer), '127.0.0.1', int(port)))
    open(ready, 'w').close()
    await over.wait()


asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
