interface Acquired<State> {
  /** Unlike a window's, it goes to the host alone and takes no origin. */
  readonly postMessage: (message: unknown) => void;
  readonly getState: () => State | undefined;
  readonly setState: (state: State) => void;
}

declare function acquireVsCodeApi<State>(): Acquired<State>;

/** What Visual Studio Code gives to a page. */
export interface VsCodeApi<Message, State> {
  /** Sends a message to the page's host. */
  readonly send: (message: Message) => void;
  /** What was kept when the page was last there. */
  readonly getState: () => State | undefined;
  /** Keeps a state across hiding and reloading. */
  readonly setState: (state: State) => void;
}

/** Can be called once in the life of a page. */
export function vsCodeApi<Message, State>(): VsCodeApi<Message, State> {
  const api = acquireVsCodeApi<State>();
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- not a window's
    send: (message) => api.postMessage(message),
    getState: () => api.getState(),
    setState: (state) => api.setState(state),
  };
}
