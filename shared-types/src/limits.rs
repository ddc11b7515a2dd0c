//! Lengths and counts that both sides enforce. A length counts Unicode scalar values.

/// Six digits [C].
pub const CODE_DIGITS: usize = 6;
/// Names of any script, rare characters included.
pub const NAME_CHARS: usize = 50;
/// RFC 5321: the longest address a mail server must take.
pub const EMAIL_CHARS: usize = 254;
/// What a guardian who chose 「其他」 writes about the relationship.
pub const RELATIONSHIP_NOTE_CHARS: usize = 20;
/// The name of a school's office, and its phone number with an extension.
pub const OFFICE_CHARS: usize = 30;
pub const PHONE_CHARS: usize = 30;
/// A reviewer's reason for a return.
pub const REASON_CHARS: usize = 300;
/// 字號 of an order by which a child is protected.
pub const ORDER_REFERENCE_CHARS: usize = 50;
/// A delegation lasts so many days from today at most: an order is looked at anew within a year.
pub const DELEGATION_DAYS: i64 = 366;
/// Bindings that one order ends: a child has a few.
pub const BINDINGS_PER_ORDER: usize = 20;
/// NIST SP 800-63B-4 asks for long passwords and no composition rules.
pub const PASSWORD_MIN_CHARS: usize = 12;
pub const PASSWORD_MAX_CHARS: usize = 128;
/// Children in one visit: more than any family needs, few enough for one transaction.
pub const STUDENTS_PER_FORM: usize = 12;
/// Rows in one batch of review decisions.
pub const DECISIONS_PER_BATCH: usize = 200;
/// Rows of the review grid on one page: the documents' grid shows 30 [B].
pub const PAGE_SIZE: u32 = 30;
pub const PAGE_SIZE_MAX: u32 = 200;
/// Of the text that a column of the grid must contain.
pub const FILTER_CHARS: usize = 50;
/// A signature is strokes, not pixels; these bound its size.
pub const SIGNATURE_STROKES: usize = 100;
pub const SIGNATURE_POINTS: usize = 8_000;
/// Side of the square-less signing area in its own units; points lie within.
pub const SIGNATURE_EXTENT: u16 = 4_096;
/// Places that a school may open for guardians beyond the two of every child.
pub const GUARDIAN_PLACES: u8 = 4;
