//! Our template to fill in, with an example in it: as CSV, and as a workbook of the same rows.

use rust_xlsxwriter::{Format, Workbook, XlsxError};

const EXAMPLE: &str = include_str!("../../../../demo-city/roster-template.csv");

/// With the mark by which Excel knows UTF-8.
pub(super) fn csv() -> String {
    format!("\u{feff}{EXAMPLE}")
}

/// Every column is text: a number that is typed keeps its zeros, and a date stays as it is written.
///
/// # Errors
/// When the example is more than a sheet takes.
pub(super) fn xlsx() -> Result<Vec<u8>, XlsxError> {
    let (text, heading) = (Format::new().set_num_format("@"), Format::new().set_num_format("@").set_bold());
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("學籍")?;
    for (row, line) in (0..).zip(EXAMPLE.lines()) {
        for (column, cell) in (0..).zip(line.split(',')) {
            if row == 0 {
                sheet.set_column_format(column, &text)?.set_column_width(column, 14)?;
            }
            sheet.write_with_format(row, column, cell, if row == 0 { &heading } else { &text })?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    book.save_to_buffer()
}
