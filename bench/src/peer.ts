/** What is measured, of one library. */
export interface Peer {
  /** Lists and watches all Pods into a cache; resolves when the first list is in it. */
  cachePods(kubeconfig: string, onUpdate: () => void): Promise<PodCache>;
  /** A function that reads one Pod from the server. */
  podReader(kubeconfig: string): Promise<(namespace: string, name: string) => Promise<unknown>>;
}

export interface PodCache {
  readonly size: number;
  stop(): Promise<void>;
}
