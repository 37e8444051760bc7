const PREFIX = 'reapcheck/controller:ansible-core-';

/** Without a tag: of all of them. */
export const CONTROLLER_REPOSITORY = 'reapcheck/controller';

/** Where the engine has the image for a version or series of ansible-core. */
export function controllerName({ version }: { readonly version: string }): string {
  return `${PREFIX}${version}`;
}

export function isControllerName(name: string): boolean {
  return name.startsWith(PREFIX);
}

/** The version or series in it. */
export function versionIn(name: string): string {
  return name.slice(PREFIX.length);
}
