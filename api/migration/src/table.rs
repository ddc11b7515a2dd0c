//! Short forms for what every migration says.

use sea_orm_migration::{prelude::*, schema};

/// A table whose first column, `id`, is its UUID key.
pub(crate) fn with_uuid_key(name: &'static str) -> TableCreateStatement {
    Table::create().table(name).col(ColumnDef::new("id").uuid().not_null().primary_key()).to_owned()
}

/// A column that refers to another table's `id`; rows that are referred to can't be deleted.
pub(crate) trait References {
    fn references(&mut self, column: &'static str, table: &'static str) -> &mut Self;
    fn references_maybe(&mut self, column: &'static str, table: &'static str) -> &mut Self;
}

impl References for TableCreateStatement {
    fn references(&mut self, column: &'static str, table: &'static str) -> &mut Self {
        self.col(schema::uuid(column)).foreign_key(ForeignKey::create().from_col(column).to(table, "id"))
    }

    fn references_maybe(&mut self, column: &'static str, table: &'static str) -> &mut Self {
        self.col(schema::uuid_null(column)).foreign_key(ForeignKey::create().from_col(column).to(table, "id"))
    }
}

/// An index over `columns`, named after them.
pub(crate) fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create().name(format!("ix_{table}_{}", columns.join("_"))).table(table).to_owned();
    for column in columns {
        index.col(*column);
    }
    index
}

/// A unique index over `columns`.
pub(crate) fn unique(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    index(table, columns).unique().to_owned()
}
