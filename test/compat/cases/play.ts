/** A play over the group `web` that gathers no facts, from its tasks as written at four spaces. */
export function play(tasks: string, keywords = ''): string {
  return `- name: compare\n  hosts: web\n  gather_facts: false\n${keywords}  tasks:\n${tasks}`
}
