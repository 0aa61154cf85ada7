#!/usr/bin/env node
import { main } from "./main";

const { version } = require("../../../package.json") as { readonly version: string };

void main("pulumi-portkey", version, process.argv.slice(2));
