/** Whether a card is blocked by its holder, its company or the company's account; of `id_tag left join postpaid_account`. */
export const blockedByOthers = `(coalesce(blocked, 0) = 1
  or exists (select 1 from card_block where card_block.id_tag = id_tag.id_tag))`

/** Whether a card of `id_tag` has limits. It needs a network: a post that is cut off cannot know what is left. */
export const limited = 'exists (select 1 from card_limit where card_limit.id_tag = id_tag.id_tag)'
