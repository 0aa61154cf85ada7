// @ts-nocheck
import * as pulumi from "@pulumi/pulumi";
import { FineTuningJob } from "pulumi-portkey";
import deploy from "./mocked.cjs";

test("deploys the mocked model", () => deploy(pulumi, FineTuningJob));
