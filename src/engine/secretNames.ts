/** Whether a variable's name says that its value is secret: `mysql_app_password`, `api_token`, `vault_secret`. */
export function isSecretName(name: string): boolean {
  return /(^|_)(password|passwd|passphrase|secret|token|pass)$/i.test(name)
}
