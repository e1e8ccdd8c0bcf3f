export { type Deed as AuditFacts, recordActivity as recordAudit } from '../activity/commands.ts'
