"""WhatsApp in Indonesian."""

from __future__ import annotations

from bridge.model.media import MediaKind
from bridge.sources.whatsapp.text.words.language import Event, Language

INDONESIAN = Language(
    code="id",
    you=("Anda", "anda", "Kamu", "kamu"),
    conjunctions=("dan",),
    files=("Chat WhatsApp dengan {title}", "Sembang WhatsApp dengan {title}", "Chat WhatsApp - {title}"),
    events={
        Event.CREATED: (
            '{who} membuat grup "{title}"',
            '{who} telah membuat grup "{title}"',
            "{who} membuat grup ini",
            "{who} telah membuat grup ini",
        ),
        Event.ADDED: (
            "{who} menambahkan {whom}",
            "{who} telah menambahkan {whom}",
            "{whom} ditambahkan",
            "{whom} telah ditambahkan",
        ),
        Event.REMOVED: (
            "{who} mengeluarkan {whom}",
            "{who} telah mengeluarkan {whom}",
            "{whom} dikeluarkan",
            "{whom} telah dikeluarkan",
        ),
        Event.LEFT: ("{who} keluar", "{who} keluar dari grup", "{who} telah keluar"),
        Event.JOINED_BY_LINK: (
            "{who} bergabung *tautan undangan*",
            "{who} telah bergabung *tautan undangan*",
            "{who} bergabung *tautan*",
        ),
        Event.JOINED: ("{who} bergabung*", "{who} telah bergabung*"),
        Event.SUBJECT: (
            '{who} *mengubah subjek dari "{old}" menjadi "{title}"',
            '{who} *mengubah nama grup dari "{old}" menjadi "{title}"',
            '{who} *mengubah subjek menjadi "{title}"',
            '{who} *mengubah nama grup menjadi "{title}"',
        ),
        Event.ICON: ("{who} *mengubah ikon grup*", "{who} *mengganti ikon grup*"),
        Event.ICON_REMOVED: ("{who} *menghapus ikon grup*",),
        Event.DESCRIPTION: ("{who} *mengubah deskripsi grup*", "{who} *menghapus deskripsi grup*"),
        Event.SETTINGS: ("{who} *mengubah pengaturan grup*", "{who} *mengubah setelan grup*"),
        Event.NUMBER: ("{who} *mengganti nomor*", "{who} *mengubah nomor*"),
        Event.SECURITY: (
            "Kode keamanan Anda dengan {whom} berubah*",
            "Kode keamanan Anda dengan {whom} telah berubah*",
            "Kode keamanan {whom} *berubah*",
        ),
        Event.ENCRYPTION: (
            "Pesan dan panggilan dienkripsi secara end-to-end*",
            "Pesan dan panggilan terenkripsi secara end-to-end*",
            "Pesan * end-to-end*",
        ),
        Event.TIMER: ("{who} *pesan sementara*", "{who} *timer pesan*"),
        Event.ADMIN: ("{whom} sekarang admin*", "{whom} sekarang adalah admin*", "{whom} kini menjadi admin*"),
        Event.NO_ADMIN: ("{whom} bukan lagi admin*", "{whom} tidak lagi menjadi admin*"),
        Event.PINNED: ("{who} menyematkan pesan", "{who} menyematkan sebuah pesan"),
        Event.CALL: ("Panggilan suara tak terjawab*", "Panggilan video tak terjawab*", "Panggilan grup tak terjawab*"),
    },
    deleted=("Pesan ini telah dihapus", "Pesan ini dihapus"),
    deleted_by_you=("Anda telah menghapus pesan ini", "Anda menghapus pesan ini"),
    edited=("Pesan ini diedit", "Pesan ini telah diedit", "diedit"),
    omitted=("Media tidak disertakan", "Media dihilangkan"),
    omitted_kinds={
        MediaKind.IMAGE: ("gambar tidak disertakan", "gambar dihilangkan"),
        MediaKind.VIDEO: ("Video tidak disertakan", "video dihilangkan"),
        MediaKind.AUDIO: ("audio tidak disertakan", "audio dihilangkan"),
        MediaKind.ANIMATION: ("GIF tidak disertakan", "GIF dihilangkan"),
        MediaKind.STICKER: ("stiker tidak disertakan", "stiker dihilangkan"),
        MediaKind.FILE: ("dokumen tidak disertakan", "dokumen dihilangkan"),
    },
    omitted_contact=("Kartu kontak tidak disertakan", "kartu kontak dihilangkan"),
    once=("* sekali lihat*",),
    attached=("file terlampir", "terlampir", "lampiran"),
    location=("lokasi", "Lokasi"),
    live_location=("lokasi terkini dibagikan", "Lokasi terkini"),
    poll=("POLLING", "JAJAK PENDAPAT"),
)
