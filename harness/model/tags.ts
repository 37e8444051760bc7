/** Whether `--tags` and `--skip-tags` let a task with these tags run, as ansible-core's Taggable.evaluate_tags has it. */
export function isSelected(tags: readonly string[], only: readonly string[], skip: readonly string[]): boolean {
  return isAsked(tags, only) && !isSkipped(tags, skip);
}

function isAsked(tags: readonly string[], only: readonly string[]): boolean {
  if (only.length === 0 || tags.includes('always') || meets(tags, only)) return true;
  return !tags.includes('never') && (only.includes('all') || (only.includes('tagged') && tags.length > 0));
}

function isSkipped(tags: readonly string[], skip: readonly string[]): boolean {
  if (skip.includes('all')) return !tags.includes('always') || skip.includes('always');
  return meets(tags, skip) || (skip.includes('tagged') && tags.length > 0);
}

function meets(tags: readonly string[], others: readonly string[]): boolean {
  return (tags.length === 0 ? ['untagged'] : tags).some((tag) => others.includes(tag));
}
