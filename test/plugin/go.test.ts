import { describeExampleIn } from "./exampleIn";

describeExampleIn("go");
