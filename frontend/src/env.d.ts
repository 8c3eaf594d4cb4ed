/// <reference types="vite/client" />

interface ImportMetaEnv {
  readonly VITE_WS_BACKEND_URL?: string;
  readonly VITE_HTTP_BACKEND_URL?: string;
}
