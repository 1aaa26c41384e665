/** For makers: every save of the template's file shows here, with the camera and the values kept. */

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { templateEvents } from '../api';
import { stream } from '../shared/stream';
import type { Broken } from '../wire';
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
      if (!news.error && news.source_digest !== null && news.source_digest !== known) void session.renew();
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

function Banner({ title, where, what }: { title: string; where: string; what: string }) {
  return (
    <div class="banner" role="alert" data-where={where}>
      <b>{title}</b>
      <code>{where}</code>
      <p>{what}</p>
    </div>
  );
}
