import { describePipelinesIn } from "../plugin/pipelinesIn";

describePipelinesIn("yaml");
