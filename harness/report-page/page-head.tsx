import type { ComponentChildren } from 'preact';
import type { Fact, Tone } from '../model/drill-page.ts';
import { Sign } from './tone.tsx';

/** What a page says first, whatever it is of. */
export function PageHead(props: {
  readonly verb: string;
  readonly tone: Tone;
  readonly stamp: string;
  readonly title: string;
  readonly says: string;
  readonly facts: readonly Fact[];
  readonly children?: ComponentChildren;
}) {
  return (
    <header class="verdict">
      <p class="kicker">reapcheck {props.verb}</p>
      <h1 tabIndex={-1}>
        <span class={`stamp ${props.tone}`}>
          <Sign tone={props.tone} /> {props.stamp.toUpperCase()}
        </span>{' '}
        <span class="path">{props.title}</span>
      </h1>
      <p class="says">{props.says}</p>
      {props.children}
      <dl class="facts">
        {props.facts.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </header>
  );
}
