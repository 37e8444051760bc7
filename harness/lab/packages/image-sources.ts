import { unframe } from '../container-logs.ts';
import { type Engine, removeContainer } from '../engine.ts';
import { type AptSource, parseDeb822, parseOneLine } from '../images/apt-source.ts';

const OTHER_FORMAT = '#-- deb822 --#';
const READ = `cd /etc/apt 2>/dev/null || exit 0
cat sources.list sources.list.d/*.list 2>/dev/null
echo; echo '${OTHER_FORMAT}'
for file in sources.list.d/*.sources; do [ -e "$file" ] && cat "$file" && echo; done`;

/** Where apt gets packages on a host of this image, before anything has run on it; nothing where it has no apt. */
export async function aptSourcesIn(
  engine: Engine,
  image: string,
  labels: Readonly<Record<string, string>>,
): Promise<readonly AptSource[]> {
  const container = await engine.createContainer({
    Image: image,
    Labels: { ...labels },
    Entrypoint: [],
    Cmd: ['sh', '-c', READ],
    HostConfig: { NetworkMode: 'none' },
  });
  try {
    await container.start();
    await container.wait();
    const [oneLine = '', deb822 = ''] = unframe(await container.logs({ follow: false, stdout: true })).split(
      OTHER_FORMAT,
    );
    return [...parseOneLine(oneLine), ...parseDeb822(deb822)];
  } finally {
    await removeContainer(engine, container.id);
  }
}
