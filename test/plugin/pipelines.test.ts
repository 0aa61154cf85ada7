import { describePipelinesIn } from "./pipelinesIn";

describePipelinesIn("python");
