# PID 1 of a network namespace for one double, which joins it. The namespace has a loopback and one interface, and the other end of that
# is no network but the harness: it passes packets on to other doubles of the run, and to nobody else. Comes after pipe.py.
# usage: namespace FOLDER NAME ADDRESS PROXY PORT…   FOLDER is shared with the harness; PORTs of ADDRESS lead to the double's SSH server,
# and PROXY (ADDRESS:PORT, of the loopback; - for none) to the harness's way to package registries.
import fcntl
import subprocess

TUNSETIFF, TUN_WITHOUT_HEADER = 0x400454ca, 0x1001
FRAME = struct.Struct('>H')


def interface(address):
    tun = os.open('/dev/net/tun', os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack('16sH', b'eth0', TUN_WITHOUT_HEADER))
    for words in ('addr add %s/32 dev eth0' % address, 'link set eth0 up', 'route add default dev eth0'):
        subprocess.run(['ip', '-4'] + words.split(), check=True)
    return tun


async def main(folder, name, address, proxy, ports):
    over = until_told()
    path = os.path.join(folder, name)
    tun = interface(address)
    reader, writer = await asyncio.open_unix_connection(os.path.join(folder, 'hub.sock'))

    def send(packet):
        writer.write(FRAME.pack(len(packet)) + packet)

    def outgoing():
        try:
            send(os.read(tun, 65535))
        except BlockingIOError:
            pass

    async def incoming():
        try:
            while True:
                (length,) = FRAME.unpack(await reader.readexactly(FRAME.size))
                os.write(tun, await reader.readexactly(length))
        except (asyncio.IncompleteReadError, OSError):
            # Without the harness there is nobody to talk to, and nothing to be for.
            over.set()

    def to_ssh(reader, writer):
        return join(asyncio.open_connection('127.0.0.1', 22), reader, writer)

    def to_packages(reader, writer):
        return join(asyncio.open_unix_connection(path + '.packages'), reader, writer)

    send(address.encode('ascii'))
    asyncio.get_running_loop().add_reader(tun, outgoing)
    passing = asyncio.ensure_future(incoming())
    # The harness may be another user than root.
    os.umask(0)
    servers = [await asyncio.start_unix_server(to_ssh, path + '.ssh')]
    for port in ports:
        servers.append(await asyncio.start_server(to_ssh, address, int(port)))
    if proxy != '-':
        at, port = proxy.split(':')
        servers.append(await asyncio.start_server(to_packages, at, int(port)))
    open(path + '.ready', 'w').close()
    await over.wait()
    passing.cancel()


asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4], sys.argv[5:]))
