import type { DesignRequest } from '../model/design.ts';
import { explainIssue } from '../yaml/explain-issue.ts';
import { readYamlFile } from '../yaml/yaml-file.ts';
import { designSchema } from './format.ts';
import { toRequest } from './request.ts';

/** Reads a file that says what a play is for. Throws usage errors with their places. */
export function readDesign(path: string): DesignRequest {
  const file = readYamlFile(path, 'file with jobs');
  const parsed = designSchema.safeParse(file.value);
  if (!parsed.success) throw explainIssue(parsed.error.issues[0] as never, file, designSchema);
  return toRequest(parsed.data, file.placeOf);
}
