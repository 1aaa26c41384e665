/** Sending a model file, which may be large: it is told how much has gone. */

import { problemOf, Refused, Unreachable } from '../api';
import type { Brought } from '../wire/own';

/** A model file of one's own; `sent` hears how much of it has gone, 0 to 1. */
export function upload(file: File, sent: (share: number) => void): Promise<Brought> {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest(); // fetch does not say how much was sent
    request.open('POST', `/api/uploads?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) sent(event.loaded / event.total);
    };
    request.onerror = () => failed(new Unreachable('The shop does not answer.'));
    request.onload = () => {
      const type = request.getResponseHeader('Content-Type') ?? '';
      const answer = new Response(request.responseText, { status: request.status, headers: { 'Content-Type': type } });
      if (answer.ok) answer.json().then((brought) => done(brought as Brought), failed);
      else problemOf(answer).then((problem) => failed(new Refused(problem)), failed);
    };
    request.send(file);
  });
}
