import { expect, test } from 'vitest';
import { isSelected } from '../../harness/model/tags.ts';

test.each([
  [[], ['all'], [], true],
  [[], [], [], true],
  [['a'], ['all'], [], true],
  [['never'], ['all'], [], false],
  [['never', 'a'], ['a'], [], true],
  [['never', 'a'], ['tagged'], [], false],
  [['never', 'always'], ['all'], [], true],
  [['a'], ['b'], [], false],
  [['a', 'b'], ['b'], [], true],
  [['always'], ['b'], [], true],
  [['a'], ['tagged'], [], true],
  [[], ['tagged'], [], false],
  [[], ['untagged'], [], true],
  [['a'], ['untagged'], [], false],
  [['a'], ['all'], ['a'], false],
  [['a'], ['all'], ['b'], true],
  [[], ['all'], ['untagged'], false],
  [['a'], ['all'], ['tagged'], false],
  [[], ['all'], ['tagged'], true],
  [['a'], ['all'], ['all'], false],
  [['always'], ['all'], ['all'], true],
  [['always'], ['all'], ['all', 'always'], false],
  [['always'], ['all'], ['always'], false],
])('tags %j with --tags %j and --skip-tags %j: %s', (tags, only, skip, selected) => {
  expect(isSelected(tags, only, skip)).toBe(selected);
});
