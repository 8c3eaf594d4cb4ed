/** Where the service is. Same origin unless .env.local says otherwise, so "wrong host" can't happen by default. */

export interface Backend {
  /** As people see it and as the console prints it: without a query string. */
  socketUrl: string;
  http: (path: string) => string;
}

export interface BackendSettings {
  VITE_WS_BACKEND_URL?: string | undefined;
  VITE_HTTP_BACKEND_URL?: string | undefined;
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, "");

export function backendAt(settings: BackendSettings, origin: string): Backend {
  const socketBase = withoutSlash(settings.VITE_WS_BACKEND_URL || origin.replace(/^http/, "ws"));
  const httpBase = withoutSlash(
    settings.VITE_HTTP_BACKEND_URL || settings.VITE_WS_BACKEND_URL?.replace(/^ws/, "http") || origin,
  );
  return { socketUrl: `${socketBase}/generate-code`, http: (path) => `${httpBase}${path}` };
}
