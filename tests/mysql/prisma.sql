-- engine mysql@8.0.29
/*
  Warnings:

  - You are about to drop the column `old` on the `User` table. All the data in the column will be lost.
  - A unique constraint covering the columns `[email]` on the table `User` will be added.

*/
-- CreateTable
CREATE TABLE `Post` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `createdAt` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `title` VARCHAR(191) NOT NULL,
    `price` DECIMAL(65, 30) NOT NULL DEFAULT 0,
    `role` ENUM('USER', 'ADMIN') NOT NULL DEFAULT 'USER',
    `big` BIGINT NULL,
    `ok` BOOLEAN NOT NULL DEFAULT false,
    `blob` LONGBLOB NULL,
    `data` JSON NULL,
    `x` DOUBLE NULL,

    UNIQUE INDEX `Post_title_key`(`title`),
    INDEX `Post_createdAt_idx`(`createdAt` DESC),
    FULLTEXT INDEX `Post_title_idx`(`title`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- DropForeignKey
ALTER TABLE `User` DROP FOREIGN KEY `User_teamId_fkey`;

-- DropIndex
DROP INDEX `User_name_idx` ON `User`;

-- AlterTable
ALTER TABLE `User` DROP COLUMN `old`,
    ADD COLUMN `email` VARCHAR(191) NOT NULL,
    MODIFY `name` VARCHAR(255) NOT NULL,
    ALTER COLUMN `age` DROP DEFAULT;

-- CreateIndex
CREATE UNIQUE INDEX `User_email_key` ON `User`(`email`);

-- AddForeignKey
ALTER TABLE `Post` ADD CONSTRAINT `Post_authorId_fkey` FOREIGN KEY (`authorId`) REFERENCES `User`(`id`) ON DELETE SET NULL ON UPDATE CASCADE;

-- RenameIndex
ALTER TABLE `User` RENAME INDEX `a` TO `b`;

-- RedefineTables
DROP TABLE `_old`;
