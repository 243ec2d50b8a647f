import fs from "node:fs";
import path from "node:path";
import { projectRoot } from "../../../db/process/project-root";
import { type Notebook, readNotebook } from "./notebook-file";

const FOLDER = path.join(projectRoot, "notebooks");

/** A notebook of the project. */
export interface ProjectNotebook {
  /** Its file's name without the ending: `analysis`. */
  readonly name: string;
  readonly file: string;
  readonly notebook: Notebook;
}

/** All notebooks of the project, in the order of their names. */
export function projectNotebooks(): ProjectNotebook[] {
  const names = fs.readdirSync(FOLDER).filter((name) => name.endsWith(".ipynb"));
  return names.sort().map((name) => {
    const file = path.join(FOLDER, name);
    return { name: path.basename(name, ".ipynb"), file, notebook: readNotebook(file) };
  });
}
