import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Project } from '../../harness/project.ts';
import { testPython } from '../../harness/python.ts';

/**
 * A training that logs each step in four ways: a line of output, the helper, MLflow's REST protocol,
 * and a file of its own. A step that the endpoint has acknowledged is noted in `acked-NAME`. While
 * nobody listens it tries again, as MLflow's client does. Arguments: a name, how many steps, the
 * exit code. Standard library only, so that many of them are cheap.
 */
export const trainingScript = `
import json, os, sys, time, urllib.error, urllib.request

name, steps, code = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
base, token = os.environ.get("MLFLOW_TRACKING_URI"), os.environ.get("MLFLOW_TRACKING_TOKEN", "")
try:
    import trackline
except ImportError:
    trackline = None

def post(call, fields):
    request = urllib.request.Request(base + "/api/2.0/mlflow/" + call, json.dumps(fields).encode(),
        {"Content-Type": "application/json", "Authorization": "Bearer " + token})
    deadline = time.time() + 60
    while True:
        try:
            return json.load(urllib.request.urlopen(request, timeout=20))
        except urllib.error.HTTPError:
            raise
        except OSError:
            if time.time() > deadline: raise
            time.sleep(0.05)

if base:
    run = post("runs/create", {"run_name": name, "start_time": 1})["run"]["info"]["run_id"]
with open("out-" + name, "w") as results:
    for step in range(steps):
        value = 1 / (step + 1)
        print(f"step {step} printed={value}", flush=True)
        results.write(f"{step} {value}\\n")
        if trackline: trackline.log(step=step, helped=value)
        if base:
            post("runs/log-metric",
                {"run_id": run, "key": "posted", "value": value, "step": step, "timestamp": step + 1})
            with open("acked-" + name, "a") as acked: acked.write(f"{step}\\n")
        time.sleep(0.02)
print("done", file=sys.stderr)
sys.exit(code)
`;

/** How a command ended without Trackline. */
export interface EndedAlone {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the script by itself, in a project that holds it as `train.py`. */
export async function trainAlone(project: Project, args: readonly string[]): Promise<EndedAlone> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(MLFLOW_|TRACKLINE_|PYTHONPATH$)/.test(name)),
  );
  const child = spawn(testPython(), ['train.py', ...args], { cwd: project.folder, env });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (out += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (err += part));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}
