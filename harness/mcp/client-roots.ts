import {
  CLIENT_CAPABILITIES_META_KEY,
  type InputRequiredResult,
  inputRequired,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { Roots } from './roots.ts';
import type { Session } from './session.ts';

const KEY = 'roots';
const listed = z.object({ roots: z.array(z.object({ uri: z.string() })) });

/**
 * The folders that a call may look into. A client that can name some is asked for each call, as it may open others meanwhile: what is
 * returned then asks for them.
 */
export async function rootsOf(
  server: McpServer,
  { serving }: Session,
  context: ServerContext,
): Promise<Roots | InputRequiredResult> {
  if (serving.clientRoots === 'ignore' || !namesRoots(server, context)) return serving.roots;
  const answered = listed.safeParse(context.mcpReq.inputResponses?.[KEY]);
  if (!answered.success) return inputRequired({ inputRequests: { [KEY]: inputRequired.listRoots() } });
  const named = Roots.named(answered.data.roots.map(({ uri }) => uri));
  if (serving.clientRoots === 'narrow') return serving.roots.and(named);
  return named.folders.length > 0 ? named : serving.roots;
}

/** By the request's own envelope, or by what a client of an older revision has said at the beginning. */
function namesRoots(server: McpServer, { mcpReq }: ServerContext): boolean {
  const envelope = mcpReq.envelope as Readonly<Record<string, { readonly roots?: unknown } | undefined>> | undefined;
  return (envelope?.[CLIENT_CAPABILITIES_META_KEY] ?? server.server.getClientCapabilities())?.roots !== undefined;
}
