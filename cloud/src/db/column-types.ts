import {
  type ColumnDefinitionNode,
  DataTypeNode,
  type KyselyPlugin,
  OperationNodeTransformer,
  RawNode,
  type RootOperationNode,
} from 'kysely'

/** What SQLite means by its types, in the words of PostgreSQL. */
const meaning: Readonly<Record<string, string>> = {
  // 64 bits.
  integer: 'bigint',
  // Compared byte by byte, whatever language the database was set up in.
  text: 'text collate "C"',
}

class Transformer extends OperationNodeTransformer {
  protected override transformColumnDefinition(node: ColumnDefinitionNode): ColumnDefinitionNode {
    const transformed = super.transformColumnDefinition(node)
    const { dataType } = transformed
    const known = DataTypeNode.is(dataType) ? meaning[String(dataType.dataType)] : undefined
    return known === undefined ? transformed : { ...transformed, dataType: RawNode.createWithSql(known) }
  }
}

const transformer = new Transformer()

/** Makes columns in PostgreSQL hold, and order, what SQLite's do. For migrations. */
export const columnTypes: KyselyPlugin = {
  transformQuery: ({ node, queryId }): RootOperationNode => transformer.transformNode(node, queryId),
  transformResult: async ({ result }) => result,
}
