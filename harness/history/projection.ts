import type { Collect, Event, Launch, Result, TaskStart, Worked } from '../model/event.ts';
import type { Facts } from '../model/facts.ts';
import type { Entry, RunMark, StrikeMark } from '../model/history.ts';
import type { JobFileSeen, Sighting } from '../model/sighting.ts';
import { ByType } from './by-type.ts';
import { inPlayOrder, jobOf } from './jobs.ts';

/** Facts that grow with their history: each entry is looked at once, when it comes. */
export class Projection {
  readonly #history: Entry[] = [];
  readonly #events = new ByType<Event>();
  readonly #sightings = new ByType<Sighting>();
  readonly #strikes = new ByType<StrikeMark>();
  readonly #tasks = new Map<string, TaskStart>();
  readonly #launches: Launch[] = [];
  readonly #collects = new Lists<Collect>();
  readonly #results = new Lists<Result>();
  readonly #worked = new Lists<Worked>();
  readonly #files = new Lists<JobFileSeen>();
  #started: Extract<RunMark, { type: 'started' }> | undefined;
  #ended: Extract<RunMark, { type: 'ended' }> | undefined;
  #recap: Facts['recap'];
  #lastSightAt: number | undefined;
  #facts: Facts | undefined;

  add(entry: Entry): void {
    this.#facts = undefined;
    this.#history.push(entry);
    switch (entry.kind) {
      case 'run':
        if (entry.run.type === 'started') this.#started ??= entry.run;
        else this.#ended = entry.run;
        return;
      case 'event':
        this.#event(entry.event);
        return;
      case 'sighting':
        this.#sightings.add(entry.sighting);
        this.#lastSightAt = Math.max(this.#lastSightAt ?? 0, entry.sighting.at);
        if (entry.sighting.type === 'job-file') this.#files.add(entry.sighting.jid, entry.sighting);
        return;
      case 'strike':
        this.#strikes.add(entry.strike);
        return;
    }
  }

  /** What follows from the history so far. Later entries don't change it. */
  get facts(): Facts {
    this.#facts ??= {
      history: this.#history.slice(),
      run: { started: this.#started, ended: this.#ended },
      speed: this.#started?.speed ?? 1,
      tasks: new Map(this.#tasks),
      jobs: this.#jobs(),
      recap: this.#recap,
      lastSightAt: this.#lastSightAt,
      events: this.#events.snapshot(),
      sightings: this.#sightings.snapshot(),
      strikes: this.#strikes.snapshot(),
    };
    return this.#facts;
  }

  #event(event: Event): void {
    this.#events.add(event);
    if (event.type === 'task-start') this.#tasks.set(event.task, event);
    else if (event.type === 'launch') this.#launches.push(event);
    else if (event.type === 'collect') this.#collects.add(event.jid, event);
    else if (event.type === 'result') this.#results.add(taskOn(event.task, event.host), event);
    else if (event.type === 'work') this.#worked.add(taskOn(event.task, event.host), event);
    else if (event.type === 'stats') this.#recap = event.hosts;
  }

  #jobs(): Facts['jobs'] {
    const jobs = this.#launches.flatMap((launch) => {
      const job = jobOf({
        launch,
        tasks: this.#tasks,
        collects: this.#collects.of(launch.jid),
        files: this.#files.of(launch.jid),
        results: (task, host) => this.#results.of(taskOn(task, host)),
        worked: (task, host) => this.#worked.of(taskOn(task, host)),
      });
      return job ? [job] : [];
    });
    return inPlayOrder(jobs);
  }
}

function taskOn(task: string, host: string): string {
  return `${task} ${host}`;
}

class Lists<T> {
  readonly #lists = new Map<string, T[]>();

  add(key: string, one: T): void {
    const list = this.#lists.get(key);
    if (list) list.push(one);
    else this.#lists.set(key, [one]);
  }

  of(key: string): readonly T[] {
    return this.#lists.get(key) ?? [];
  }
}
