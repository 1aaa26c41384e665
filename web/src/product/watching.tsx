/** For makers: every save of the template's file shows here, with the camera and the values kept. */

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { template as described, templateEvents } from '../api';
import { stream } from '../shared/stream';
import type { Broken } from '../wire/templates';
import { readAddress, valuesQuery } from './address';
import { defaults, fieldsOf } from './fields';
import type { Session } from './session';
import { lineOf, words } from './words';

interface News {
  source_digest: string | null;
  error: Broken | null;
}

export function Watching({ session }: { session: Session }) {
  const error = useSignal<Broken | null>(session.template.peek().error);
  useEffect(() => {
    if (!session.template.peek().watch) return;
    const heard = (news: News) => {
      error.value = news.error;
      const known = session.template.peek().source_digest;
      if (!news.error && news.source_digest !== null && news.source_digest !== known) void renew(session);
    };
    const line = stream<News>(templateEvents(session.template.peek().slug), 'template', heard, () => undefined);
    return () => line.close();
  }, [session]);
  const failed = session.making.fault.value;
  if (error.value)
    return (
      <Banner title={words.broken} where={lineOf(error.value.file, error.value.line)} what={error.value.message} />
    );
  if (failed && session.template.value.watch)
    return <Banner title={words.buildStopped} where={failed.where} what={failed.what} />;
  return null;
}

/** The maker saved the template: the values stay, as far as it still has them. */
async function renew({ template, fields, store, shop, making, notices }: Session): Promise<void> {
  const saved = await described(template.peek().slug);
  const before = store.design.peek();
  const now = fieldsOf(saved.schema);
  const query = valuesQuery(fields.peek(), before.values).toString();
  const kept = readAddress(now, shop.materials, query, shop.quantity_limit);
  making.renew(saved.source_digest, now);
  store.replace({ ...before, values: { ...defaults(now), ...kept.design.values } });
  notices.value = kept.notes.map((note) => note.replace('The address names', 'The template no longer has'));
  template.value = saved;
}

function Banner({ title, where, what }: { title: string; where: string; what: string }) {
  return (
    <div class="banner" role="alert" data-where={where}>
      <b>{title}</b>
      <code>{where}</code>
      <p>{what}</p>
    </div>
  );
}
