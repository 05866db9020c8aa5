import { PromiseName, PROMISES, Verdict } from './verdict';
import { show } from '../../model/problem';
import { ArgumentError, chosen } from '../command';

/** A promise that is not judged, of one service or of all. */
export interface Skip {
  readonly service?: string;
  readonly promise: PromiseName;
}

/** Reads `capabilities` and `api:capabilities`. */
export function readSkips(texts: readonly string[], services: readonly { readonly name: string }[]): Skip[] {
  return texts.map(text => {
    const [promise, service] = text.split(':').reverse() as [PromiseName, string?];
    if (!PROMISES.includes(promise) || text.split(':').length > 2) {
      throw new ArgumentError(`--skip must be a promise, or a service and a promise such as "api:stop", got ${show(text)}; there are ${PROMISES.join(', ')}`);
    }
    if (service !== undefined) chosen('service', services, [service]);
    return { service, promise };
  });
}

/** The verdicts on a service, without those that nobody wants. What was seen is still shown. */
export function withSkips(service: string, verdicts: readonly Verdict[], skips: readonly Skip[]): Verdict[] {
  const isSkipped = ({ promise }: Verdict) => skips.some(skip => skip.promise === promise && (skip.service ?? service) === service);
  return verdicts.map(verdict => (isSkipped(verdict) ? { ...verdict, result: 'skip', detail: undefined } : verdict));
}
