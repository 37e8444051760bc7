import { environmentWithout } from '../environment.ts';

/** The machine's proxy, if it needs one: the engine's builder knows these build arguments without being told (docs of `docker build`). */
export function proxySettings(
  env: Readonly<Record<string, string | undefined>> = environmentWithout(),
): Record<string, string> {
  const names = ['http_proxy', 'https_proxy', 'no_proxy'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = env[name] ?? env[name.toUpperCase()];
      return value ? [[name, value]] : [];
    }),
  );
}
