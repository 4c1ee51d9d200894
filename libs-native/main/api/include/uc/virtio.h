/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_VIRTIO_H
#define UC_VIRTIO_H

/*
 * Contract "virtio" 1.0, many providers: a transport (MMIO, PCI) finds devices
 * at init level 3 and offers each to the drivers of linker set "virtio_driver";
 * the driver sees the device only through this ops struct.
 *
 * Spec: Virtual I/O Device (VIRTIO) 1.2.
 */
#include <uc/set.h>
#include <uc/types.h>

struct uc_virtio_device;

struct uc_virtio_queue_layout {
    const void *desc;   /* descriptor area */
    const void *driver; /* available ring */
    const void *device; /* used ring */
    uint16_t size;      /* entries, a power of two */
};

struct uc_virtio_ops {
    /* 64 feature bits that the device offers. */
    uint64_t (*features)(struct uc_virtio_device *dev);
    /*
     * Accepts (features), sets FEATURES_OK and reads it back.
     * Errors: -UC_EPROTO (refused).
     */
    int (*accept)(struct uc_virtio_device *dev, uint64_t features);
    /* Largest size of queue (index), 0 where it does not exist. */
    uint16_t (*queue_max)(struct uc_virtio_device *dev, unsigned index);
    /* Tells the device where queue (index) lies. Errors: -UC_EINVAL, -UC_EIO.
     */
    int (*queue_set)(struct uc_virtio_device *dev, unsigned index,
                     const struct uc_virtio_queue_layout *layout);
    /* Notifies the device of queue (index). Context: any. */
    void (*kick)(struct uc_virtio_device *dev, unsigned index);
    /*
     * Calls (handler)(arg) in interrupt context for any queue or a change of
     * configuration.
     */
    int (*irq_claim)(struct uc_virtio_device *dev, void (*handler)(void *arg),
                     void *arg);
    /* Device-specific configuration, little-endian, as an unbroken read. */
    void (*config_read)(struct uc_virtio_device *dev, size_t offset, void *buf,
                        size_t len);
    void (*config_write)(struct uc_virtio_device *dev, size_t offset,
                         const void *buf, size_t len);
    /* Sets DRIVER_OK: the device is live. */
    void (*go)(struct uc_virtio_device *dev);
    /* Resets the device: it forgets queues and touches memory no more. */
    void (*reset)(struct uc_virtio_device *dev);
    /* Sets FAILED: the driver gave the device up. */
    void (*fail)(struct uc_virtio_device *dev);
};

/* Embedded in the transport's own struct; one for each device, never freed. */
struct uc_virtio_device {
    const struct uc_virtio_ops *ops;
    uint32_t device_id; /* section 5: 1 network, 2 block, 4 entropy, ... */
    uint32_t index;     /* in order of discovery, for names such as net0 */
};

/*
 * (probe) takes the device (0), or leaves it (-UC_ENODEV where it is of another
 * kind; another error is reported on the console and the device is failed).
 * Context: boot, init level 3.
 */
struct uc_virtio_driver {
    const char *name;
    uint32_t device_id;
    int (*probe)(struct uc_virtio_device *dev);
};

#define UC_VIRTIO_DRIVER(key, ...)                                             \
    UC_SET_ENTRY(virtio_driver, key, struct uc_virtio_driver,                  \
                 uc_virtio_driver_##key) = {__VA_ARGS__}

#endif /* UC_VIRTIO_H */
