/** Whether what is written there may be coloured: on a terminal, unless its user doesn't want it (https://no-color.org). */
export function mayColour(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && !process.env.NO_COLOR;
}
