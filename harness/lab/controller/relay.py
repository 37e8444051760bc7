# PID 1 of the controller's double once that stands. On its loopback the ports of our links answer as they do on the machine, by the
# sockets that the harness listens on. Comes after network/pipe.py.
# usage: relay FOLDER-OF-SOCKETS READY-FILE PORT…


async def main(folder, ready, ports):
    over = until_told()
    servers = []
    for port in ports:
        path = os.path.join(folder, port + '.sock')
        servers.append(await asyncio.start_server(lambda reader, writer, path=path: join(asyncio.open_unix_connection(path), reader, writer), '127.0.0.1', int(port)))
    open(ready, 'w').close()
    await over.wait()


asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
