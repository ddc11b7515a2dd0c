//! 學籍: what a registrar brings in and changes of the own school.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

codes! {
    /// What a file is.
    RosterFormat {
        /// Kinbind's own template as CSV, in UTF-8.
        TemplateCsv = "template_csv",
        /// The same as an Excel workbook; the first sheet counts.
        TemplateXlsx = "template_xlsx",
        /// A ZIP of OneRoster 1.2 CSV files.
        OneRoster = "one_roster",
    }
}

codes! {
    /// How far an import has got.
    RosterImportStatus {
        /// Being read and compared; nothing is changed by that.
        Checking = "checking",
        /// Waits for a confirmation.
        Ready = "ready",
        /// Rows are wrong: a corrected file is a new import.
        Refused = "refused",
        CarriedOut = "carried_out",
        /// A newer file took its place, or nobody confirmed it in time.
        Discarded = "discarded",
    }
}

codes! {
    /// What is wrong with a row, or with a file as a whole.
    RosterProblemCode {
        Required = "required",
        TooLong = "too_long",
        Format = "format",
        Checksum = "checksum",
        Character = "character",
        Email = "email",
        Mobile = "mobile",
        /// Not a day, such as 2015-09-30 or 104/9/30.
        Date = "date",
        /// Not a level, or not one of the school's.
        Level = "level",
        /// Not a grade of the level.
        Grade = "grade",
        /// Not one of the relationships.
        Relationship = "relationship",
        /// Another row names the same child or number.
        Duplicate = "duplicate",
        /// Another row gives the class another level or grade.
        ClassDiffers = "class_differs",
        /// The school has no such class in its newest year.
        NoSuchClass = "no_such_class",
        /// There is no such student at the school.
        NoSuchStudent = "no_such_student",
        /// Another school than the import is for, or one that isn't known.
        OtherSchool = "other_school",
        /// Not the school's newest school year or the one after, or two years in one file.
        SchoolYear = "school_year",
        /// The student number or ID is that of a child who is somebody else by name and birth date.
        OtherChild = "other_child",
        /// A warning: the child is at another school, which has to release it first. The row is left out.
        StillElsewhere = "still_elsewhere",
        /// A warning: this guardian's binding to the child has ended, and a list doesn't bring it back. The row is left out.
        BindingEnded = "binding_ended",
        /// A column is missing.
        MissingColumn = "missing_column",
        /// A column is there twice.
        DoubleColumn = "double_column",
        /// A column that isn't documented.
        UnknownColumn = "unknown_column",
        /// More or fewer cells than the heading has.
        CellCount = "cell_count",
        /// A file of the archive is missing.
        MissingFile = "missing_file",
        /// A reference to a row of another file that isn't there.
        DanglingReference = "dangling_reference",
        /// Only the rows that changed; all are needed.
        NotBulk = "not_bulk",
        /// Not OneRoster 1.2.
        Version = "version",
        /// In Big5, which lacks characters that names have.
        Big5 = "big_five",
        /// Neither UTF-8 nor Big5.
        NotUtf8 = "unknown_encoding",
        /// Not the kind of file that it was sent as.
        Unreadable = "unreadable",
        /// Not one row.
        Empty = "empty",
        /// More rows, or more bytes when unpacked, than a school has.
        TooLarge = "too_large",
        /// There are more problems than are listed.
        More = "more",
    }
}

impl RosterProblemCode {
    /// The row is left out, and the others are carried out.
    pub fn is_warning(self) -> bool {
        matches!(self, Self::StillElsewhere | Self::BindingEnded)
    }
}

codes! {
    /// Why a child isn't at its school any more.
    DepartureReason {
        /// 轉學: released by its school.
        Transferred = "transferred",
        /// 畢業
        Graduated = "graduated",
        /// 離校: the school's list doesn't name it any more.
        Left = "left",
    }
}

codes! {
    /// What an import does to a child whom somebody knew, where a registrar may want to see who that is.
    RosterChangeKind {
        /// Not named any more, before the final grade is over.
        Leaving = "leaving",
        Graduating = "graduating",
        /// To another class of the same year.
        Moved = "moved",
        /// In the same class, with something else changed.
        Changed = "changed",
    }
}

/// A child to whom an import does something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct RosterChange {
    pub kind: RosterChangeKind,
    /// 學號, as it is now.
    #[cfg_attr(feature = "server", schema(example = "1150107"))]
    pub student_number: String,
    #[cfg_attr(feature = "server", schema(example = "王小明"))]
    pub student_name: String,
    /// The class that the child is in now.
    #[cfg_attr(feature = "server", schema(example = "五年一班"))]
    pub class_name: String,
}

/// What an import does, or did: how many children of each kind. A child counts once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct RosterChanges {
    /// Whom nobody knew.
    pub new: u32,
    /// Taken over from another school, or back, with their bindings.
    pub transferred_in: u32,
    /// To a class of the next year.
    pub promoted: u32,
    /// To another class of the same year.
    pub moved: u32,
    /// In the same class, with something else changed.
    pub changed: u32,
    pub unchanged: u32,
    /// Rows that are left out with a warning.
    pub skipped: u32,
    /// Not named any more, in a final grade when a new year begins.
    pub graduating: u32,
    /// Not named any more otherwise.
    pub leaving: u32,
    /// Bindings of those who leave: they end after the carry-over time, unless another school takes the child over.
    pub ends_bindings: u32,
    pub new_classes: u32,
}

/// An import of a school's roster.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct RosterImport {
    pub id: Uuid,
    #[cfg_attr(feature = "server", schema(example = "403601"))]
    pub school_code: String,
    pub format: RosterFormat,
    pub status: RosterImportStatus,
    #[serde(with = "time::serde::rfc3339")]
    pub uploaded_at: OffsetDateTime,
    /// Who sent it; empty once that person has had all data deleted.
    #[cfg_attr(feature = "server", schema(example = "蔡惠如"))]
    pub uploaded_by: String,
    /// As it was called where it came from, if that was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(example = "學籍.csv"))]
    pub file_name: Option<String>,
    /// Rows that were read so far.
    pub rows_done: u32,
    /// Absent until they are counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows_total: Option<u32>,
    /// Absent while it is checked, and where rows are wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<RosterChanges>,
    /// Wrong rows, at most 10,000; they are listed apart.
    pub problems: u32,
    /// Rows that are left out; listed with the problems.
    pub warnings: u32,
    /// When it was carried out, refused or discarded.
    #[serde(default, with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub settled_at: Option<OffsetDateTime>,
}

/// A wrong row. What it holds isn't repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct RosterProblem {
    /// Of an archive; otherwise what was sent.
    #[cfg_attr(feature = "server", schema(example = "users.csv"))]
    pub file: String,
    /// As a spreadsheet counts them: the heading is row 1. Absent where the whole file is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u32>,
    /// Its heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(example = "身分證字號"))]
    pub column: Option<String>,
    pub code: RosterProblemCode,
    pub is_warning: bool,
}

/// Has an import carried out.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct ConfirmImport {
    /// `changes.ends_bindings` of the report, as a sign that it was read.
    pub ends_bindings: u32,
}

/// Releases a child from its school.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct DepartStudent {
    pub reason: DepartureReason,
}

/// A child that isn't at the school any more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct StudentDeparture {
    pub student_id: Uuid,
    pub reason: DepartureReason,
    #[serde(with = "time::serde::rfc3339")]
    pub left_at: OffsetDateTime,
    /// Until then another school takes the child over with its bindings; then they end.
    #[serde(with = "time::serde::rfc3339")]
    pub carry_over_until: OffsetDateTime,
}

/// Places for guardians beyond the two of every child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[serde(deny_unknown_fields)]
pub struct GuardianPlaces {
    #[cfg_attr(
        feature = "server",
        validate(custom(function = "crate::check::server::guardian_places")),
        schema(minimum = 0, maximum = 4)
    )]
    pub guardian_places: u8,
}
