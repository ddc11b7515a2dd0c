//! ZIP files from outside, unpacked within bounds.

use shared_types::roster::RosterProblemCode as Code;
use std::io::{Cursor, Read, copy, sink};
use zip::ZipArchive;

/// Bytes of all files together when unpacked: a few kilobytes can unpack to gigabytes.
const MOST_UNPACKED: u64 = 256 * 1024 * 1024;
const MOST_FILES: usize = 200;

pub(super) struct Archive<'a>(ZipArchive<Cursor<&'a [u8]>>);

impl<'a> Archive<'a> {
    /// # Errors
    /// `unreadable`, or `too_large` when it would unpack to more than a school has: measured, as sizes that it names
    /// can be wrong.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Code> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Code::Unreadable)?;
        if archive.len() > MOST_FILES {
            return Err(Code::TooLarge);
        }
        let mut left = MOST_UNPACKED;
        for index in 0..archive.len() {
            let file = archive.by_index(index).map_err(|_| Code::Unreadable)?;
            left -= copy(&mut file.take(left), &mut sink()).map_err(|_| Code::Unreadable)?;
            if left == 0 {
                return Err(Code::TooLarge);
            }
        }
        Ok(Self(archive))
    }

    /// A file of that name, in whichever folder.
    pub(super) fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, Code> {
        let is_it = |path: &str| path.rsplit('/').next() == Some(name);
        let mut paths = self.0.file_names().flatten().map(|path| path.into_owned());
        let Some(path) = paths.find(|path| is_it(path)) else { return Ok(None) };
        drop(paths);
        let mut bytes = Vec::new();
        let file = self.0.by_name(&path).map_err(|_| Code::Unreadable)?;
        file.take(MOST_UNPACKED).read_to_end(&mut bytes).map_err(|_| Code::Unreadable)?;
        Ok(Some(bytes))
    }
}
