/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <stddef.h>

#include "core/ins-error.h"
#include "storage/ins-nde-hdf5-private.h"
#include "storage/ins-nde-record.h"

pthread_mutex_t ins_nde_hdf5_mutex = PTHREAD_MUTEX_INITIALIZER;

void
ins_nde_header_clear (InsNdeHeader *self)
{
  g_clear_pointer (&self->recipe, g_free);
  g_clear_pointer (&self->rig, g_free);
  g_clear_pointer (&self->devices, g_free);
  g_clear_pointer (&self->software, g_free);
  g_clear_pointer (&self->created, g_free);
}

void
ins_nde_hdf5_be_quiet_locked (void)
{
  H5Eset_auto2 (H5E_DEFAULT, NULL, NULL);
}

/* Compound, so that other programs see the fields by name. */
static hid_t
new_record_type (void)
{
  static const struct
  {
    const char *name;
    gsize offset;
    char kind; /* u, i: 32 bits; l: 64 bits; d: double */
  } fields[] = {
    { "state", offsetof (InsNdeRecord, state), 'u' },
    { "row", offsetof (InsNdeRecord, row), 'u' },
    { "order", offsetof (InsNdeRecord, order), 'u' },
    { "direction", offsetof (InsNdeRecord, direction), 'i' },
    { "lost_pulses", offsetof (InsNdeRecord, n_lost_pulses), 'u' },
    { "reports", offsetof (InsNdeRecord, n_reports), 'u' },
    { "reports_used", offsetof (InsNdeRecord, n_reports_used), 'u' },
    { "interpolated", offsetof (InsNdeRecord, interpolated), 'u' },
    { "started_unix_us", offsetof (InsNdeRecord, started_unix_us), 'l' },
    { "started_s", offsetof (InsNdeRecord, started_s), 'd' },
    { "clock_rate", offsetof (InsNdeRecord, clock_rate), 'd' },
    { "crossing_s", offsetof (InsNdeRecord, crossing_s), 'd' },
    { "speed_mm_s", offsetof (InsNdeRecord, speed_mm_s), 'd' },
    { "alpha", offsetof (InsNdeRecord, alpha), 'd' },
    { "offset_s", offsetof (InsNdeRecord, offset_s), 'd' },
    { "offset_low_s", offsetof (InsNdeRecord, offset_low_s), 'd' },
    { "offset_high_s", offsetof (InsNdeRecord, offset_high_s), 'd' },
    { "sigma_s", offsetof (InsNdeRecord, sigma_s), 'd' },
    { "reserved", offsetof (InsNdeRecord, reserved), 'u' },
    { "planes_crc32", offsetof (InsNdeRecord, planes_crc), 'u' },
    { "ascans_crc32", offsetof (InsNdeRecord, ascans_crc), 'u' },
    { "record_crc32", offsetof (InsNdeRecord, record_crc), 'u' },
  };
  hid_t type = H5Tcreate (H5T_COMPOUND, sizeof (InsNdeRecord));

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    H5Tinsert (type, fields[i].name, fields[i].offset,
               fields[i].kind == 'u'   ? H5T_STD_U32LE
               : fields[i].kind == 'i' ? H5T_STD_I32LE
               : fields[i].kind == 'l' ? H5T_STD_I64LE
                                       : H5T_IEEE_F64LE);

  return type;
}

hid_t
ins_nde_hdf5_dup_type_locked (InsNdeType type)
{
  switch (type)
    {
    case INS_NDE_INT16:
      return H5Tcopy (H5T_STD_I16LE);
    case INS_NDE_UINT8:
      return H5Tcopy (H5T_STD_U8LE);
    case INS_NDE_UINT16:
      return H5Tcopy (H5T_STD_U16LE);
    case INS_NDE_UINT32:
      return H5Tcopy (H5T_STD_U32LE);
    case INS_NDE_FLOAT32:
      return H5Tcopy (H5T_IEEE_F32LE);
    case INS_NDE_FLOAT64:
      return H5Tcopy (H5T_IEEE_F64LE);
    case INS_NDE_RECORD:
      return new_record_type ();
    default:
      g_assert_not_reached ();
    }
}

hid_t
ins_nde_hdf5_new_access_locked (void)
{
  hid_t access = H5Pcreate (H5P_FILE_ACCESS);

  /* our own lock guards writers; that of HDF5 fails on file systems without locks */
  H5Pset_file_locking (access, 0, 1);
  /* rows are used in place, so that every dataset has to lie on a multiple of its values' size */
  H5Pset_alignment (access, 1, 8);

  return access;
}
