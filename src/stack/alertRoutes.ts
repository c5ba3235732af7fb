import type { RoleVariables } from './roleVariables.ts'

/** What leads alerts out, and the variable of the role `monitoring` that sets it. */
const ROUTES: Readonly<Record<string, string>> = {
  'e-mail': 'monitoring_email_to',
  Slack: 'monitoring_slack_url',
  webhook: 'monitoring_webhook_url',
}

/** The variables of which one has to be set for anybody to be told of an alert. */
export const ROUTE_VARIABLES: readonly string[] = Object.values(ROUTES)

/** How alerts leave: `e-mail`, `Slack`, `webhook`. Empty: nobody is told. */
export function readAlertRoutes(variables: RoleVariables): readonly string[] {
  return Object.entries(ROUTES).flatMap(([name, variable]) =>
    variables.texts(variable).some((text) => text !== '') ? [name] : [],
  )
}
