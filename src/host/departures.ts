/**
 * When messages leave. Observers hand in what they want to send; it leaves as soon as the event loop is idle,
 * unless whoever plans ahead has asked to wait for answers that are still under way: those may bring more to
 * ask, and then all of it travels in one message instead of two. With nothing under way, nothing waits.
 */
export class Departures {
  #ready: (() => Promise<void>)[] = []
  #scheduled: NodeJS.Immediate | undefined
  #underWay = 0
  #held = false

  /** `depart` sends, and resolves when it is answered. */
  request(depart: () => Promise<void>): void {
    this.#ready.push(depart)
    this.#schedule()
  }

  /** More may have to be asked once what is under way is answered. */
  hold(): void {
    this.#held = true
  }

  release(): void {
    this.#held = false
    this.#schedule()
  }

  // Each request puts the departure off to the next idle moment: probes may take several turns to get here.
  #schedule(): void {
    if (this.#scheduled !== undefined) clearImmediate(this.#scheduled)
    this.#scheduled = setImmediate(() => this.#depart())
  }

  #depart(): void {
    this.#scheduled = undefined
    if (this.#held && this.#underWay > 0) return
    const leaving = this.#ready
    this.#ready = []
    for (const depart of leaving) {
      this.#underWay++
      void depart().finally(() => {
        this.#underWay--
        this.#schedule()
      })
    }
  }
}
