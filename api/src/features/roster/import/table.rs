//! A file as rows under headings, whether CSV or a spreadsheet; what is wrong in it, by row and column.

use calamine::{Cell, DataRef, Reader, Xlsx};
use encoding_rs::BIG5;
use shared_types::{problem::FieldCode, roster::RosterProblemCode as Code};
use std::{
    io::Cursor,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

/// Rows of a file that comes from outside; the largest school has a twentieth of it.
pub(super) const MOST_ROWS: u32 = 100_000;
/// Problems that are listed: more are told as one.
const MOST_MISTAKES: usize = 10_000;
/// Columns of a spreadsheet that are looked at.
const MOST_COLUMNS: u32 = 100;

/// What a column is called, in ours and in other words.
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) headings: &'static [&'static str],
    pub(super) is_required: bool,
}

pub(super) const fn needed(name: &'static str, headings: &'static [&'static str]) -> Column {
    Column { name, headings, is_required: true }
}

pub(super) const fn optional(name: &'static str, headings: &'static [&'static str]) -> Column {
    Column { name, headings, is_required: false }
}

/// What a file is.
pub(super) struct Layout {
    pub(super) columns: &'static [Column],
    /// Columns beyond these are left unread, instead of refused.
    pub(super) allows_others: bool,
    pub(super) most_rows: u32,
}

#[derive(Clone, Copy)]
pub(super) enum Content<'a> {
    Csv(&'a [u8]),
    Xlsx(&'a [u8]),
}

/// Something that isn't right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    pub file: String,
    /// None: the file as a whole.
    pub row: Option<u32>,
    pub column: Option<String>,
    pub code: Code,
}

/// What isn't right in a set of files.
#[derive(Debug, Default)]
pub struct Mistakes(Vec<Mistake>);

impl Mistakes {
    pub(super) fn of_file(&mut self, file: &str, column: Option<&str>, code: Code) {
        self.add(Mistake { file: file.into(), row: None, column: column.map(Into::into), code });
    }

    fn add(&mut self, mistake: Mistake) {
        match self.0.len() {
            n if n < MOST_MISTAKES => self.0.push(mistake),
            MOST_MISTAKES => self.0.push(Mistake { row: None, column: None, code: Code::More, ..mistake }),
            _ => {}
        }
    }

    pub fn all(&self) -> &[Mistake] {
        &self.0
    }

    /// How many rows are left out with a warning.
    pub fn warnings(&self) -> u32 {
        self.0.iter().filter(|mistake| mistake.code.is_warning()).count() as u32
    }

    /// Whether nothing but warnings is in it.
    pub fn are_warnings(&self) -> bool {
        self.warnings() as usize == self.0.len()
    }

    pub(super) fn append(&mut self, other: Self) {
        other.0.into_iter().for_each(|mistake| self.add(mistake));
    }
}

/// How far reading has got, for those who wait.
#[derive(Debug, Default)]
pub struct Progress {
    pub done: AtomicU32,
    /// 0 until it is known.
    pub total: AtomicU32,
}

/// A file that is read, with its headings as they are written.
pub(super) struct File {
    name: String,
    /// Ours, theirs, and where it stands.
    columns: Vec<(&'static str, String, usize)>,
    width: usize,
}

/// Where a row was read.
#[derive(Clone)]
pub(super) struct At {
    file: Arc<File>,
    row: u32,
}

impl At {
    /// A mistake in a column, named as the file names it.
    pub(super) fn mistake(&self, column: &'static str, code: Code) -> Mistake {
        let written = self.file.columns.iter().find(|(name, ..)| *name == column);
        let column = written.map_or(column, |(_, heading, _)| heading);
        Mistake { file: self.file.name.clone(), row: Some(self.row), column: Some(column.into()), code }
    }

    pub(super) fn add_to(&self, mistakes: &mut Mistakes, column: &'static str, code: Code) {
        mistakes.add(self.mistake(column, code));
    }
}

/// One row while it is read.
pub(super) struct Row<'a> {
    at: At,
    cells: &'a [&'a str],
    mistakes: &'a mut Mistakes,
}

impl<'a> Row<'a> {
    pub(super) fn at(&self) -> At {
        self.at.clone()
    }

    /// None when it is empty, or there is no such column.
    pub(super) fn cell(&self, column: &str) -> Option<&'a str> {
        let (.., index) = self.at.file.columns.iter().find(|(name, ..)| *name == column)?;
        self.cells.get(*index).copied().filter(|cell| !cell.is_empty())
    }

    pub(super) fn mistake(&mut self, column: &'static str, code: Code) {
        self.at.add_to(self.mistakes, column, code);
    }

    /// What must be there, read in a way; notes why it can't be.
    pub(super) fn read<T, E: IntoCode>(
        &mut self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        self.checked(column, self.cell(column).ok_or(Code::Required).and_then(|cell| parse(cell).map_err(E::into_code)))
    }

    /// What may be missing; the outer None is a mistake.
    pub(super) fn read_maybe<T, E: IntoCode>(
        &mut self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<Option<T>> {
        self.checked(column, self.cell(column).map(parse).transpose().map_err(E::into_code))
    }

    fn checked<T>(&mut self, column: &'static str, read: Result<T, Code>) -> Option<T> {
        read.map_err(|code| self.mistake(column, code)).ok()
    }
}

/// A verdict on a field, as a problem of a row.
pub(super) trait IntoCode {
    fn into_code(self) -> Code;
}

impl IntoCode for Code {
    fn into_code(self) -> Code {
        self
    }
}

impl IntoCode for FieldCode {
    fn into_code(self) -> Code {
        Code::from_code(self.code()).unwrap_or(Code::Format)
    }
}

/// The rows of a file that are right; what isn't goes to `mistakes`.
pub(super) fn read<T>(
    name: &str,
    content: Content<'_>,
    layout: &Layout,
    mistakes: &mut Mistakes,
    progress: &Progress,
    mut check: impl FnMut(&mut Row<'_>) -> Option<T>,
) -> Vec<T> {
    if let Content::Csv(bytes) = content {
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count() as u32;
        progress.total.fetch_add(lines.saturating_sub(1), Ordering::Relaxed);
    }
    let (mut file, mut rows, mut count): (Option<Arc<File>>, _, _) = (None, Vec::new(), 0);
    let end = each_row(content, &mut |number, cells| {
        let Some(file) = &file else {
            file = headings(name, cells, layout, mistakes);
            return Ok(file.is_some());
        };
        // Spreadsheets leave such rows at the end.
        if cells.iter().all(|cell| cell.is_empty()) {
            return Ok(true);
        }
        count += 1;
        if count > layout.most_rows {
            return Err(Code::TooLarge);
        }
        progress.done.fetch_add(1, Ordering::Relaxed);
        let at = At { file: file.clone(), row: number };
        if cells.len() == file.width {
            rows.extend(check(&mut Row { at, cells, mistakes }));
        } else {
            mistakes.add(Mistake { file: name.into(), row: Some(number), column: None, code: Code::CellCount });
        }
        Ok(true)
    });
    if let Err(code) = end {
        mistakes.of_file(name, None, code);
    }
    rows
}

/// None, when a column that is needed is missing.
fn headings(name: &str, cells: &[&str], layout: &Layout, mistakes: &mut Mistakes) -> Option<Arc<File>> {
    let (mut columns, mut is_right): (Vec<(&str, String, usize)>, _) = (Vec::new(), true);
    for (index, heading) in cells.iter().enumerate() {
        let is_it = |column: &&Column| {
            let mut known = column.headings.iter().chain([&column.name]);
            known.any(|known| known.eq_ignore_ascii_case(heading))
        };
        let wrong = match layout.columns.iter().find(is_it) {
            Some(column) if columns.iter().any(|(name, ..)| *name == column.name) => Code::DoubleColumn,
            Some(column) => {
                columns.push((column.name, (*heading).into(), index));
                continue;
            }
            None if layout.allows_others || heading.is_empty() => continue,
            None => Code::UnknownColumn,
        };
        mistakes.of_file(name, Some(heading), wrong);
        is_right = false;
    }
    for column in layout.columns {
        if column.is_required && !columns.iter().any(|(name, ..)| *name == column.name) {
            mistakes.of_file(name, Some(column.headings.first().unwrap_or(&column.name)), Code::MissingColumn);
            is_right = false;
        }
    }
    is_right.then(|| Arc::new(File { name: name.into(), columns, width: cells.len() }))
}

/// What is done with a row; false where the others needn't be read.
type Each<'a> = &'a mut dyn FnMut(u32, &[&str]) -> Result<bool, Code>;

fn each_row(content: Content<'_>, each: Each<'_>) -> Result<(), Code> {
    match content {
        Content::Csv(bytes) => each_csv_row(text_of(bytes)?, each),
        Content::Xlsx(bytes) => each_xlsx_row(bytes, each),
    }
}

/// The text of a file in UTF-8. Excel of a Chinese Windows saves Big5 unless it is told otherwise; that is told apart,
/// and not read: whoever saved it has lost the characters that Big5 lacks.
pub(super) fn text_of(bytes: &[u8]) -> Result<&str, Code> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.trim_start_matches('\u{feff}')),
        Err(_) if BIG5.decode_without_bom_handling_and_without_replacement(bytes).is_some() => Err(Code::Big5),
        Err(_) => Err(Code::NotUtf8),
    }
}

fn each_csv_row(text: &str, each: Each<'_>) -> Result<(), Code> {
    // The reader counts a line at its `\n`, which with Windows' line ends it has yet to come to where a row begins.
    let text = text.replace("\r\n", "\n");
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|_| Code::Unreadable)? {
        let row = record.position().map_or(0, csv::Position::line);
        let cells: Vec<&str> = record.iter().collect();
        if !each(row as u32, &cells)? {
            break;
        }
    }
    Ok(())
}

/// Cell by cell: a sheet as a whole would take as much memory as its farthest cell says.
fn each_xlsx_row(bytes: &[u8], each: Each<'_>) -> Result<(), Code> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| Code::Unreadable)?;
    let sheet = book.sheet_names().into_iter().next().ok_or(Code::Empty)?;
    let mut cells = book.worksheet_cells_reader(&sheet).map_err(|_| Code::Unreadable)?;
    let (mut row, mut number, mut width) = (Vec::<String>::new(), None, None);
    let mut finish = |number: u32, row: &mut Vec<String>| {
        // A row ends with its last cell that isn't empty.
        let width = *width.get_or_insert(row.len());
        if row.len() < width {
            row.resize(width, String::new());
        }
        let cells: Vec<&str> = row.iter().map(|cell| cell.trim()).collect();
        let goes_on = each(number + 1, &cells);
        row.clear();
        goes_on
    };
    while let Some(cell) = cells.next_cell().map_err(|_| Code::Unreadable)? {
        let (at, column) = cell.get_position();
        let Some(text) = text_of_cell(&cell).filter(|text| !text.is_empty()) else { continue };
        if let Some(number) = number.filter(|number| *number != at)
            && !finish(number, &mut row)?
        {
            return Ok(());
        }
        number = Some(at);
        if column >= MOST_COLUMNS {
            return Err(Code::TooLarge);
        }
        row.resize(row.len().max(column as usize + 1), String::new());
        row[column as usize] = text;
    }
    number.map_or(Ok(()), |number| finish(number, &mut row).map(drop))
}

/// A cell as it would be typed: a whole number without a point, a day as 2015-09-30.
fn text_of_cell(cell: &Cell<DataRef<'_>>) -> Option<String> {
    Some(match cell.get_value() {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.clone(),
        // 2015-09-30T00:00:00
        DataRef::DateTimeIso(text) => text.split('T').next().unwrap_or_default().to_owned(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::Bool(_) | DataRef::DurationIso(_) | DataRef::Error(_) | DataRef::Empty => return None,
    })
}
