const REGISTRY = 'https://registry-1.docker.io/v2/';
const LIMIT_MS = 3_000;

/** Whether Docker's registry can be reached from here; it says 401 to those who don't sign in, and that is an answer. */
export async function registryAnswers(signal?: AbortSignal, url = REGISTRY): Promise<boolean> {
  const limit = AbortSignal.timeout(LIMIT_MS);
  try {
    const response = await fetch(url, { method: 'HEAD', signal: signal ? AbortSignal.any([signal, limit]) : limit });
    return response.headers.has('docker-distribution-api-version');
  } catch {
    signal?.throwIfAborted();
    return false;
  }
}
